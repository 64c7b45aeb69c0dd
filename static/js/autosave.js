// Sends a form in the background a moment after the last keystroke and says whether it is kept.
// The text itself is never touched: what could not be saved stays on the page and is tried again.
const PAUSE = 800;
const RETRY = 5000;
const LONGEST = 60000;

export function autosave(form) {
  const status = document.querySelector("[data-saved]");
  let timer = 0;
  let sending = null;
  let changed = false;
  let patience = RETRY;

  const say = (kept) => {
    if (status) status.textContent = kept ? status.dataset.wordSaved : status.dataset.wordUnsaved;
  };

  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };

  async function save() {
    if (sending || !changed) return;
    changed = false;
    sending = new AbortController();
    let kept = false;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Autosave": "1" },
        // A redirect means the sign-in page: the text has not arrived.
        redirect: "manual",
        keepalive: true,
        signal: sending.signal,
      });
      kept = answer.ok;
    } catch {
      kept = false;
    }
    if (sending.signal.aborted) return;
    sending = null;
    if (!kept) {
      changed = true;
      later(patience);
      patience = Math.min(2 * patience, LONGEST);
    } else {
      patience = RETRY;
    }
    if (kept && changed) later(PAUSE);
    say(!changed);
  }

  form.addEventListener("input", () => {
    changed = true;
    say(false);
    later(PAUSE);
  });

  // The button sends everything anyway; a late background save must not arrive after it.
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    changed = false;
    sending?.abort();
  });

  // Leaving the page does not wait for an answer that is still on its way.
  window.addEventListener("pagehide", () => {
    sending = null;
    save();
  });
}
