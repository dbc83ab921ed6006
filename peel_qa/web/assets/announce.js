// Reads new answers out, brings them into view, keeps the address in step, and ties the reason of a refusal to the box.
(() => {
  "use strict";
  const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const box = () => document.querySelector("#question textarea");
  if (!document.querySelector("gradio-app")) return;

  const announcer = document.createElement("div");
  announcer.className = "visually-hidden";
  announcer.setAttribute("role", "status");
  announcer.setAttribute("aria-live", "polite");
  document.body.append(announcer);

  // The address always leads back to what is shown: reloading asks again, "back" from another view returns here.
  const keepAddress = (turn) => {
    const link = turn?.querySelector("a.permalink");
    const query = new URLSearchParams(link ? new URL(link.href).search : "");
    query.delete("corpus");
    const search = query.toString();
    history.replaceState(null, "", search ? `${location.pathname}?${search}` : location.pathname);
  };

  let announced = "";
  const lookForAnswer = () => {
    const turn = document.querySelector("#answer .turn.complete");
    const waiting = document.querySelector("#answer .turn.waiting");
    const state = turn ? turn.id + turn.querySelector(".asked").textContent + turn.querySelector(".lead").textContent : waiting ? waiting.id : "";
    if (state === announced) return;
    announced = state;
    if (waiting) {
      announcer.textContent = waiting.querySelector(".status").textContent;
      return;
    }
    if (!turn) {
      // A new conversation: its button is gone, and the focus with it.
      if (!document.querySelector("#answer .turn")) {
        keepAddress(null);
        box()?.focus();
      }
      return;
    }
    const sources = turn.querySelectorAll(".number").length;
    const count = sources ? ` ${sources} ${sources === 1 ? "source" : "sources"}.` : "";
    announcer.textContent = `${turn.querySelector(".status").textContent}. ${turn.querySelector(".lead").textContent}${count}`;
    keepAddress(turn);
    turn.scrollIntoView({ behavior: isCalm() ? "auto" : "smooth", block: "start" });
  };

  // Gradio names its box by a label; the reason why a question was not taken belongs to it too.
  const describeBox = () => {
    const hasMessage = document.querySelector("#message .message") !== null;
    if (!box() || (box().getAttribute("aria-invalid") === "true") === hasMessage) return;
    box().setAttribute("aria-invalid", String(hasMessage));
    box().setAttribute("aria-describedby", "message");
  };

  // Gradio opens every link in a new tab; ours stay here, since "back" leads to the answer again.
  const stayHere = () => {
    for (const link of document.querySelectorAll('.html a[target="_blank"]')) {
      if (link.origin === location.origin || link.protocol === "tel:") link.removeAttribute("target");
    }
  };

  new MutationObserver(() => {
    stayHere();
    lookForAnswer();
    describeBox();
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
})();
