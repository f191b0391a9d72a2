// What a checkpoint's device keeps: the keys, the list of revoked passes, and its log of scans.
//
// A scan keeps its token only until the office has acknowledged it; then the person's name is no
// longer on the device, only that some pass was scanned, when, and what was answered.

const NAME = "pulang-checkpoint";
const KEPT_DAYS = 7;
const [WAITING, REFUSED] = [1, 2];

const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const finished = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });

export const openStore = async (name = NAME) => {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("kept");
    const scans = opening.result.createObjectStore("scans", { keyPath: "id" });
    scans.createIndex("waiting", "waiting"); // absent once acknowledged
    scans.createIndex("pass", "passId");
    scans.createIndex("at", "scannedAt");
  };
  return new Store(await answered(opening));
};

class Store {
  constructor(database) {
    this.database = database;
  }

  scans(mode = "readonly") {
    return this.database.transaction("scans", mode).objectStore("scans");
  }

  async keep(key, value) {
    const transaction = this.database.transaction("kept", "readwrite");
    transaction.objectStore("kept").put(value, key);
    await finished(transaction);
  }

  kept(key) {
    return answered(this.database.transaction("kept").objectStore("kept").get(key));
  }

  /** The name of this device: made once, at random. */
  async device() {
    const known = await this.kept("device");
    if (known) return known;
    const made = crypto.randomUUID();
    await this.keep("device", made);
    return made;
  }

  /** Write a scan before anything is told of it: what an officer saw is in the log. */
  async add(scan) {
    const store = this.scans("readwrite");
    store.add({ ...scan, waiting: WAITING });
    await finished(store.transaction);
  }

  waiting(most) {
    return answered(this.scans().index("waiting").getAll(WAITING, most));
  }

  countWaiting() {
    return answered(this.scans().index("waiting").count());
  }

  /** Earlier scans of the same pass on this device, oldest first. */
  async earlier(passId) {
    if (!passId) return [];
    const found = await answered(this.scans().index("pass").getAll(passId));
    return found.sort((one, other) => one.scannedAt.localeCompare(other.scannedAt));
  }

  /** Take note of what the office answered: a Map id → verdict. */
  async acknowledge(answers) {
    const store = this.scans("readwrite");
    for (const [id, verdict] of answers) {
      const asking = store.get(id);
      asking.onsuccess = () => {
        const scan = asking.result;
        if (!scan) return;
        delete scan.waiting;
        scan.token = "";
        scan.answer = verdict;
        store.put(scan);
      };
    }
    await finished(store.transaction);
  }

  /** The office refused this one: it stays, whole, and no longer stands in the way of others. */
  setAside(id) {
    return this.mark(WAITING, REFUSED, (scan) => scan.id === id);
  }

  /** Offer once more what was refused. */
  offerAgain() {
    return this.mark(REFUSED, WAITING, () => true);
  }

  async mark(before, after, fits) {
    const store = this.scans("readwrite");
    const walking = store.index("waiting").openCursor(before);
    walking.onsuccess = () => {
      const cursor = walking.result;
      if (!cursor) return;
      if (fits(cursor.value)) cursor.update({ ...cursor.value, waiting: after });
      cursor.continue();
    };
    await finished(store.transaction);
  }

  async last(most) {
    const found = [];
    const store = this.scans();
    const walking = store.index("at").openCursor(null, "prev");
    walking.onsuccess = () => {
      const cursor = walking.result;
      if (!cursor || found.length >= most) return;
      found.push(cursor.value);
      cursor.continue();
    };
    await finished(store.transaction);
    return found;
  }

  /** Forget acknowledged scans of more than a week ago. */
  async tidy(now = Date.now()) {
    const before = new Date(now - KEPT_DAYS * 86400000).toISOString();
    const store = this.scans("readwrite");
    const walking = store.index("at").openCursor(IDBKeyRange.upperBound(before));
    walking.onsuccess = () => {
      const cursor = walking.result;
      if (!cursor) return;
      if (!cursor.value.waiting) cursor.delete();
      cursor.continue();
    };
    await finished(store.transaction);
  }
}
