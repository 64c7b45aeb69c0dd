// Two devices, one evening: asks the server now and then whether anything has changed. Where the
// other one has moved on or kept something, this page shows it too, unless somebody writes on it.
const OFTEN = 2000;
const SELDOM = 30000;
const PATIENCE = 10000;
const SHUT = [0, 401, 403, 404];

export function follow(place) {
  const { follow: address, here, version } = place.dataset;
  const [movedOn, notKept] = place.children;
  let waiting = 0;
  let pause = OFTEN;
  let asking = false;
  let isLeaving = false;

  const isTypedInto = () =>
    "unkept" in place.dataset ||
    [...document.querySelectorAll("main :is(input, textarea)")].some(
      (field) => field.value !== field.defaultValue,
    );

  const leave = (go) => {
    movedOn.hidden = !isTypedInto();
    if (isTypedInto()) return;
    isLeaving = true;
    go();
  };

  function heard(answer, state) {
    if (String(state.version) !== version) leave(() => location.replace(here));
    const detail = Date.parse(answer.headers.get("Date"));
    document.dispatchEvent(new CustomEvent("server-time", { detail }));
  }

  // Signed out, unlinked, over: the page itself knows what to say. If it came back as it was, it
  // has been asked already.
  function isShut() {
    const [came] = performance.getEntriesByType("navigation");
    if (came?.type === "reload") movedOn.hidden = false;
    else leave(() => location.reload());
  }

  async function ask() {
    clearTimeout(waiting);
    if (asking || isLeaving || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch(address, {
        cache: "no-store",
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (isLeaving) return;
      if (SHUT.includes(answer.status)) {
        isShut();
        return;
      }
      if (!answer.ok) throw new Error(answer.status);
      heard(answer, await answer.json());
      pause = OFTEN;
    } catch {
      pause = Math.min(2 * pause, SELDOM);
    } finally {
      asking = false;
    }
    // Not in step with the other device, so that both do not ask, and fail, together.
    waiting = setTimeout(ask, pause * (0.8 + 0.4 * Math.random()));
  }

  document.addEventListener("visibilitychange", ask);
  document.addEventListener("submit", (event) => {
    // Going on would lose what is typed, so that takes a second press; a pause takes one.
    const goesOn = event.target.id === "moves" && event.submitter?.value !== "pause";
    if (goesOn && isTypedInto() && notKept.hidden) {
      notKept.hidden = false;
      event.preventDefault();
    } else {
      // What is being sent must arrive.
      isLeaving = true;
    }
  });
  // A page that comes back from the browser's memory asks again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    isLeaving = false;
    ask();
  });
  waiting = setTimeout(ask, OFTEN);
}
