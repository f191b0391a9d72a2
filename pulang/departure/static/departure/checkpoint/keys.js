// The keys and the list of revoked passes that a device holds, refreshed when there is a network.
import { readKeys, readRevocations } from "./token.js";

const OLD_AFTER = 24 * 3600 * 1000;
const CLOCK_MAY_DIFFER = 3 * 60 * 1000;

export class Keys {
  constructor({ store, home }) {
    Object.assign(this, { store, home });
    this.keys = new Map();
    this.revoked = new Set();
    this.keysFrom = this.revokedFrom = null;
    this.skew = 0;
  }

  get areThere() {
    return this.keys.size > 0;
  }

  isOld(now = Date.now()) {
    return !this.revokedFrom || now - this.revokedFrom.getTime() > OLD_AFTER;
  }

  // A phone whose clock is wrong takes an expired pass for a valid one: the office's clock tells.
  get clockIsWrong() {
    return Math.abs(this.skew) > CLOCK_MAY_DIFFER;
  }

  /** Take what the device kept. What is damaged is as if it were not there. */
  async load() {
    const [keys, revoked] = await Promise.all([this.store.kept("keys"), this.store.kept("revoked")]);
    try {
      if (keys) await this.hold(keys.data, keys.at);
      if (revoked) await this.revoke(revoked.data);
    } catch {
      this.keys = new Map();
    }
  }

  async hold(data, at) {
    this.keys = await readKeys(data);
    this.keysFrom = at;
  }

  async revoke(data) {
    const { made, ids } = await readRevocations(data, this.keys);
    // An older list, played back, would bring a revoked pass to life again.
    if (this.revokedFrom && made < this.revokedFrom) return false;
    this.revoked = ids;
    this.revokedFrom = made;
    return true;
  }

  /** Ask the office; answer whether both are fresh. */
  async refresh() {
    try {
      const at = new Date();
      const keys = await this.fetched("keys.cbor");
      await this.hold(keys, at);
      await this.store.keep("keys", { data: keys, at });
      const revoked = await this.fetched("revoked.cbor");
      if (await this.revoke(revoked)) await this.store.keep("revoked", { data: revoked });
      return true;
    } catch {
      return false;
    }
  }

  async fetched(name) {
    const answer = await fetch(this.home + name, { cache: "no-cache", credentials: "omit" });
    if (!answer.ok) throw new Error(`${name} answered ${answer.status}`);
    const said = Date.parse(answer.headers.get("Date") ?? "");
    if (said && !answer.headers.get("Age")) this.skew = said - Date.now();
    return new Uint8Array(await answer.arrayBuffer());
  }
}
