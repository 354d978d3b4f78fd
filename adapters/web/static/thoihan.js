// Keys, and what a page can do without only a little less well. Nothing here is needed to work with it.
"use strict";
(() => {
  const typing = (at) => at.closest("input, textarea, select, [contenteditable]");
  let leading = false;

  const move = (step) => {
    const rows = [...document.querySelectorAll("main tbody a[data-row], main .tasks td.title a")];
    if (!rows.length) return;
    const at = rows.indexOf(document.activeElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + step))].focus();
  };

  const pressed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (leading) {
      leading = false;
      const place = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (place) { event.preventDefault(); place.click(); }
      return;
    }
    const keys = document.getElementById("keys");
    if (event.key === "?" && keys && !keys.open) keys.showModal();
    else if (event.key === "g") leading = true;
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "/") {
      const field = document.querySelector('[data-key="/"]');
      if (field) { event.preventDefault(); field.focus(); }
    }
  };
  document.addEventListener("keydown", pressed);

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent && form.method === "post") { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent));
  document.addEventListener("change", (event) => {
    if (event.target.matches("select[data-submits]")) event.target.form.requestSubmit();
  });
  // One box ticks all of a page, where there is a script to do so.
  document.querySelectorAll("[data-ticks-all]").forEach((box) => {
    box.hidden = false;
    box.addEventListener("change", () => box.form.querySelectorAll('[name="nhiem-vu"]').forEach((one) => { one.checked = box.checked; }));
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-prints]")) window.print(); });
})();
