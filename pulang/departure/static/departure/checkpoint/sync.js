// Brings the log of scans to the office: each exactly once, however often it is sent.
//
// The device names each scan (a UUID) and keeps it until the office has answered for that name;
// the office ignores a name that it knows. So a lost answer costs a repetition, never a scan.

const BATCH = 100;
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 300_000;

const asSent = (scan) => ({
  id: scan.id, token: scan.token, scanned_at: scan.scannedAt, verdict: scan.verdict,
  exit_point: scan.exitPoint,
});

export class Sync {
  constructor({ store, home, onChange = () => {}, send = (...asked) => fetch(...asked) }) {
    Object.assign(this, { store, home, onChange, send });
    this.csrf = "";
    this.wait = FIRST_WAIT;
    this.running = null;
    this.timer = 0;
  }

  /** Send what waits; a second call while one runs is the same call. */
  run() {
    this.running ??= this.sendAll().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async sendAll() {
    clearTimeout(this.timer);
    let state = "done";
    try {
      for (;;) {
        const batch = await this.store.waiting(BATCH);
        if (!batch.length) break;
        await this.deliver(batch);
      }
      this.wait = FIRST_WAIT;
    } catch (failed) {
      state = failed.message === "signed out" ? "signed out" : "later";
      this.timer = setTimeout(() => this.run(), this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    }
    await this.onChange(state);
    return state;
  }

  // After it no scan of the batch waits any more: answered, or set aside. So the loop always ends.
  async deliver(batch) {
    const answer = await this.post(batch);
    if (answer.status === 400 || answer.status === 422) return this.divide(batch);
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    const said = (await answer.json()).scans;
    const sent = new Set(batch.map((scan) => scan.id));
    const answers = new Map(said.filter((one) => sent.has(one.id)).map((one) => [one.id, one.verdict]));
    await this.store.acknowledge(answers);
    for (const id of sent) if (!answers.has(id)) await this.store.setAside(id);
  }

  // One scan that the office cannot read must not hold up the others.
  async divide(batch) {
    if (batch.length === 1) {
      await this.store.setAside(batch[0].id);
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await this.deliver(batch.slice(0, middle));
    await this.deliver(batch.slice(middle));
  }

  async post(batch, isSecondTry = false) {
    if (!this.csrf) await this.freshCsrf();
    const answer = await this.send(`${this.home}sync/`, {
      method: "POST",
      credentials: "same-origin",
      redirect: "manual",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.csrf },
      body: JSON.stringify({ device: await this.store.device(), scans: batch.map(asSent) }),
    });
    const isRefused = answer.type === "opaqueredirect" || [302, 401, 403].includes(answer.status);
    if (!isRefused) return answer;
    this.csrf = "";
    if (isSecondTry) throw new Error("signed out");
    return this.post(batch, true);
  }

  // The page that the device holds may be days old: its token is asked anew, from the office.
  async freshCsrf() {
    const answer = await this.send(this.home, {
      credentials: "same-origin", cache: "no-store", redirect: "manual", headers: { Accept: "text/html" },
    });
    if (!answer.ok) throw new Error("signed out");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.csrf = page.querySelector("meta[name=csrf-token]")?.content ?? "";
    if (!this.csrf) throw new Error("signed out");
  }
}
