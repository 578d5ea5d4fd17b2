// Changes of a text area that the browser's own undo takes back.

/** Put `text` in place of what stands from `from` to `to`. */
export function put(area, from, to, text) {
  area.focus();
  area.setSelectionRange(from, to);
  const command = text === "" ? "delete" : "insertText";
  if (from === to && text === "") return;
  if (!document.execCommand(command, false, text)) {
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}

/** Put words where the caret is, with a space before and after where one is missing. */
export function putWords(area, words) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const before = from > 0 && !/\s/.test(value[from - 1]) ? " " : "";
  const after = to < value.length && !/\s/.test(value[to]) ? " " : "";
  put(area, from, to, before + words + after);
}
