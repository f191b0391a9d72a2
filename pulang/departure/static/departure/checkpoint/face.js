// What an officer sees and hears. Every word stands in the page's templates; here is no text.

const TONES = { valid: "ok", expired: "warn", not_yet: "warn", no_keys: "warn", no_place: "warn", no_code: "warn" };
const ZONE = "Asia/Makassar";

const toneOf = (verdict) => TONES[verdict] ?? "bad";

const beep = (context, { pitch, from, length }) => {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = pitch;
  volume.gain.value = 0.2;
  tone.connect(volume).connect(context.destination);
  tone.start(context.currentTime + from);
  tone.stop(context.currentTime + from + length);
};

export class Face {
  constructor(root) {
    this.root = root;
    this.panel = root.querySelector("[data-panel]");
    this.language = document.documentElement.lang || "id";
    this.countries = new Intl.DisplayNames([this.language], { type: "region", fallback: "code" });
    this.days = new Intl.DateTimeFormat(this.language, { timeZone: ZONE, dateStyle: "medium", timeStyle: "short" });
    this.clock = new Intl.DateTimeFormat(this.language, { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
  }

  copy(selector) {
    return this.root.querySelector(selector).content.cloneNode(true);
  }

  /** Show a verdict, large; and below it what to hold against the passport. */
  show(verdict, claims = null, earlier = null) {
    this.panel.className = `verdict verdict-${toneOf(verdict)}`;
    this.panel.dataset.verdict = verdict;
    this.panel.replaceChildren(this.copy(`template[data-face="${verdict}"]`));
    if (earlier) this.panel.append(this.earlier(earlier));
    if (claims) this.panel.append(this.claims(claims));
    this.panel.scrollIntoView({ block: "nearest" });
  }

  claims(claims) {
    const shown = this.copy("template[data-claims]");
    const said = {
      name: claims.name, year: claims.birthYear || "–", passport: claims.passport || "–",
      destination: this.country(claims.destination), from: this.place(claims.exitPoint),
      days: `${this.days.format(claims.validFrom)} – ${this.days.format(claims.validUntil)}`,
    };
    for (const [name, value] of Object.entries(said)) {
      shown.querySelector(`[data-claim="${name}"]`).textContent = value;
    }
    return shown;
  }

  earlier(scan) {
    const shown = this.copy("template[data-earlier]");
    shown.querySelector("[data-when]").textContent = this.days.format(new Date(scan.scannedAt));
    shown.querySelector("[data-where]").textContent = this.place(scan.exitPoint);
    return shown;
  }

  country(code) {
    try {
      return this.countries.of(code) ?? code;
    } catch {
      return code || "–"; // not a code of two letters
    }
  }

  place(code) {
    const options = [...this.root.querySelectorAll("[name=exit_point] option")];
    return options.find((option) => option.value === code)?.textContent ?? (code || "–");
  }

  /** One high tone for yes, two low ones for no; a phone in a pocket trembles alike. */
  sound(verdict) {
    const isGood = verdict === "valid";
    navigator.vibrate?.(isGood ? 80 : [220, 120, 220]);
    try {
      this.audio ??= new AudioContext();
      const tones = isGood
        ? [{ pitch: 880, from: 0, length: 0.15 }]
        : [{ pitch: 220, from: 0, length: 0.2 }, { pitch: 196, from: 0.3, length: 0.3 }];
      for (const tone of tones) beep(this.audio, tone);
    } catch {
      this.audio = null; // a device without sound still shows
    }
  }

  /** The last scans: when, what was answered, whether the office knows. No names. */
  list(scans) {
    const rows = scans.map((scan) => {
      const verdict = scan.waiting || scan.answer === undefined ? scan.verdict : scan.answer;
      const row = this.copy("template[data-row]");
      row.querySelector("[data-time]").textContent = this.clock.format(new Date(scan.scannedAt));
      const word = row.querySelector("[data-word]");
      word.textContent = this.copy(`template[data-face="${verdict}"]`).querySelector("[data-face-word]").textContent;
      word.classList.add(`tone-${toneOf(verdict)}`);
      const state = row.querySelector("[data-state]");
      state.textContent = { 1: state.dataset.waiting, 2: state.dataset.refused }[scan.waiting] ?? state.dataset.told;
      return row;
    });
    this.root.querySelector("[data-rows]").replaceChildren(...rows);
    this.root.querySelector("[data-empty]").hidden = scans.length > 0;
  }

  /** Put a state into a pill: the words are the element's own, `{}` stands for the figure. */
  state(name, { word, figure = "", tone = "", hidden = false }) {
    const pill = this.root.querySelector(`[data-pill="${name}"]`);
    pill.hidden = hidden;
    pill.className = `pill${tone ? ` tone-${tone}` : ""}`;
    pill.querySelector("[data-text]").textContent = (pill.dataset[word] ?? "").replace("{}", figure);
  }
}
