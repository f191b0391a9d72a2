// The checkpoint's page: what is seen by the camera, in a picture or typed is verified here, without
// any network, written to the device's log, shown, and told to the office as soon as it can be.
import { Camera, readPicture } from "./camera.js";
import { Face } from "./face.js";
import { Keys } from "./keys.js";
import { openStore } from "./store.js";
import { Sync } from "./sync.js";
import { verify } from "./token.js";

const SAME_LOOK = 8_000; // a QR held before the camera is one look
const SAME_PASSAGE = 2 * 3600 * 1000; // desk and gate: as rules/scans.py
const EVERY = 60_000;
const WITHOUT_NETWORK = 8_000;
const SHOWN = 30;

class Checkpoint {
  constructor(root, store) {
    this.root = root;
    this.store = store;
    this.home = root.dataset.home;
    this.face = new Face(root);
    this.keys = new Keys({ store, home: this.home });
    this.sync = new Sync({ store, home: this.home, onChange: (state) => this.synced(state) });
    this.camera = new Camera({ video: this.find("video"), onText: (text) => this.seen(text) });
    this.last = { text: "", at: 0 };
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  get place() {
    return this.find("[name=exit_point]").value;
  }

  async start() {
    await this.keys.load();
    this.find("[name=exit_point]").value ||= (await this.store.kept("place")) ?? "";
    this.listen();
    this.find("[data-paper]").open = false;
    await this.store.tidy();
    await this.draw();
    await this.tick();
    this.root.dataset.ready = "yes";
  }

  listen() {
    this.find("form[data-verify]").addEventListener("submit", (event) => this.typed(event));
    this.find("[name=exit_point]").addEventListener("change", () => this.store.keep("place", this.place));
    this.find("[data-camera]").addEventListener("click", () => this.toggle());
    this.find("[data-picture]").addEventListener("change", (event) => this.pictured(event.target));
    this.find("[data-sync]").addEventListener("click", () => this.pressed());
    for (const name of ["online", "offline"]) window.addEventListener(name, () => this.refresh());
    window.addEventListener("pagehide", () => this.camera.stop());
  }

  // --- what comes in ---

  async toggle() {
    try {
      if (this.camera.isOn) this.camera.stop();
      else if (this.isPlaced()) await this.camera.start();
    } catch {
      this.camera.stop();
      this.face.show("no_camera");
    }
    this.root.classList.toggle("is-scanning", this.camera.isOn);
  }

  isPlaced() {
    if (this.place) return true;
    this.face.show("no_place");
    this.find("[name=exit_point]").focus();
    return false;
  }

  async seen(text) {
    const now = Date.now();
    const isSame = text === this.last.text && now - this.last.at < SAME_LOOK;
    this.last = { text, at: now };
    if (!isSame) await this.check(text);
  }

  async typed(event) {
    event.preventDefault();
    const field = this.find("[name=token]");
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    await this.check(text);
  }

  async pictured(field) {
    const [file] = field.files;
    if (!file) return;
    const text = await readPicture(file).catch(() => "");
    field.value = "";
    if (text) await this.check(text);
    else this.face.show("no_code");
  }

  // --- the verdict ---

  async check(text) {
    if (!this.isPlaced()) return;
    if (!this.keys.areThere) {
      this.face.show("no_keys");
      return;
    }
    const at = new Date();
    performance.mark("verify-begins");
    const checked = await verify(text, { keys: this.keys.keys, revoked: this.keys.revoked, at });
    performance.measure("verify", "verify-begins");
    const earlier = checked.verdict === "valid" ? await this.usedBefore(checked.claims.passId, at) : null;
    const verdict = earlier ? "used_elsewhere" : checked.verdict;
    await this.store.add({
      id: crypto.randomUUID(), token: text, scannedAt: at.toISOString(), verdict,
      exitPoint: this.place, passId: checked.claims?.passId ?? "",
    });
    this.face.show(verdict, checked.claims, earlier);
    this.face.sound(verdict);
    await this.draw();
    if (navigator.onLine) this.sync.run();
  }

  // The first good look of this device decides, until the office knows better.
  async usedBefore(passId, at) {
    const [first] = (await this.store.earlier(passId)).filter((scan) => ["valid", "used_elsewhere"].includes(scan.verdict));
    if (!first) return null;
    const isSamePassage = first.exitPoint === this.place && at - new Date(first.scannedAt) <= SAME_PASSAGE;
    return isSamePassage && first.answer !== "used_elsewhere" ? null : first;
  }

  // --- the network ---

  async pressed() {
    await this.store.offerAgain();
    await this.refresh();
  }

  async refresh() {
    this.isFresh = await this.keys.refresh();
    if (this.isFresh) await this.sync.run();
    await this.draw();
  }

  // The events of the browser do not always come, nor at once when the network is there: it is asked.
  async tick() {
    await this.refresh();
    setTimeout(() => this.tick(), this.isFresh ? EVERY : WITHOUT_NETWORK);
  }

  async synced(state) {
    this.syncState = state;
    await this.draw();
  }

  async draw() {
    const { keys, face } = this;
    const waiting = await this.store.countWaiting();
    const isOnline = navigator.onLine && this.isFresh !== false;
    face.state("network", { word: isOnline ? "online" : "offline", tone: isOnline ? "ok" : "warn" });
    face.state("keys", {
      word: keys.areThere ? "from" : "none",
      figure: keys.revokedFrom ? face.days.format(keys.revokedFrom) : "–",
      tone: keys.areThere && !keys.isOld() ? "info" : "bad",
    });
    const isSignedOut = this.syncState === "signed out" && waiting > 0;
    face.state("waiting", { word: isSignedOut ? "signedOut" : "waiting", figure: waiting, tone: isSignedOut ? "bad" : "warn", hidden: !waiting });
    face.state("clock", { word: "wrong", tone: "bad", hidden: !keys.clockIsWrong });
    face.list(await this.store.last(SHOWN));
  }
}

const begin = async () => {
  const root = document.querySelector("[data-checkpoint]");
  if (!root || !globalThis.indexedDB || !globalThis.crypto?.subtle) return; // the page's form still works
  const store = await openStore();
  navigator.serviceWorker?.register(`${root.dataset.home}worker.js`, { scope: root.dataset.home }).catch(() => {});
  await new Checkpoint(root, store).start();
};

begin();
