// textarea[data-autosize] grows with what is written, up to its max-block-size.

/** Make a text area as tall as its text. */
export function fitHeight(area) {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.blockSize = "auto";
  area.style.blockSize = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
}

export function startAutosize() {
  document.addEventListener("input", (event) => event.target.matches?.("textarea[data-autosize]") && fitHeight(event.target));
  for (const area of document.querySelectorAll("textarea[data-autosize]")) fitHeight(area);
}
