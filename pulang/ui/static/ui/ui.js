// What pages gain when JavaScript runs; each works without it.
(() => {
  "use strict";
  document.documentElement.classList.add("has-js");

  const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrf();
  });

  // Leave at once: sign out behind the scenes and replace the page, so "back" does not return.
  const leave = (link) => {
    const out = link.dataset.signOut;
    if (out) {
      fetch(out, { method: "POST", keepalive: true, headers: { "X-CSRFToken": csrf() } }).catch(() => {});
    }
    window.location.replace(link.href);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-quick-exit]");
    if (link) {
      event.preventDefault();
      leave(link);
      return;
    }
    for (const open of document.querySelectorAll("details.drop[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
    const fill = event.target.closest("[data-fill]");
    if (fill) {
      for (const [name, value] of Object.entries(JSON.parse(fill.dataset.fill))) {
        const input = document.querySelector(`[name="${name}"]`);
        if (input) input.value = value;
      }
      document.querySelector(fill.dataset.then ?? "main form [type=submit]")?.focus();
    }
    const print = event.target.closest("[data-print]");
    if (print) window.print();
  });

  // Escape closes menus; three times within a second and a half leaves the page.
  let escapes = [];
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const open of document.querySelectorAll("details.drop[open]")) {
        open.open = false;
        open.querySelector("summary").focus();
      }
      escapes = [...escapes.filter((at) => event.timeStamp - at < 1500), event.timeStamp];
      const link = document.querySelector("[data-quick-exit]");
      if (escapes.length >= 3 && link) leave(link);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const key = event.key.toLowerCase();
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input, textarea, select")) target.focus();
    else target.click();
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "get" || form.dataset.again !== undefined) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // A summary of mistakes takes the focus, so that a screen reader starts there.
  document.querySelector("[data-focus]")?.focus();

  // A chosen option may send its form (the button stays for those without JavaScript).
  document.addEventListener("change", (event) => {
    if (event.target.dataset.autosubmit !== undefined) event.target.form?.requestSubmit();
  });
})();
