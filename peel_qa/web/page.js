// Reads new answers out, brings them into view, and leads from a number in the text to its source.
(() => {
  "use strict";
  const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const show = (element, block) => element.scrollIntoView({ behavior: isCalm() ? "auto" : "smooth", block });

  const announcer = document.createElement("div");
  announcer.className = "visually-hidden";
  announcer.setAttribute("role", "status");
  announcer.setAttribute("aria-live", "polite");
  document.body.append(announcer);

  const box = () => document.querySelector("#question textarea");
  let announced = "";
  const lookForAnswer = () => {
    const turn = document.querySelector("#answer .turn.complete");
    const state = turn ? turn.id + turn.querySelector(".lead").textContent : "";
    if (state === announced) return;
    announced = state;
    if (!turn) {
      // A new conversation: its button is gone, and the focus with it.
      if (!document.querySelector("#answer .turn")) box()?.focus();
      return;
    }
    const sources = turn.querySelectorAll(".number").length;
    const count = sources ? ` ${sources} ${sources === 1 ? "source" : "sources"} below.` : "";
    announcer.textContent = `${turn.querySelector(".status").textContent}. ${turn.querySelector(".lead").textContent}${count}`;
    show(turn, "start");
  };

  // Gradio names its box by a label; the reason why a question was not taken belongs to it too.
  const describeBox = () => {
    const hasMessage = document.querySelector("#message .message") !== null;
    if (!box() || (box().getAttribute("aria-invalid") === "true") === hasMessage) return;
    box().setAttribute("aria-invalid", String(hasMessage));
    box().setAttribute("aria-describedby", "message");
  };

  new MutationObserver(() => {
    lookForAnswer();
    describeBox();
  }).observe(document.body, { childList: true, subtree: true, characterData: true });

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    document.querySelectorAll(".is-target").forEach((other) => other.classList.remove("is-target"));
    target.focus({ preventScroll: true });
    const card = target.closest(".source");
    if (card) {
      const quote = target.id.split("-").pop();
      card.classList.add("is-target");
      card.querySelectorAll(`mark.quote-${quote}`).forEach((mark) => mark.classList.add("is-target"));
    }
    show(card || target, card && card.offsetHeight < innerHeight ? "nearest" : "start");
  });
})();
