// What was found is underlined behind the text area: a layer of the same measures that nobody reads or touches.

const MOST = 20000;

/** Draw a text with marks: each {from, to, kind}, in units. Text of the writer only ever becomes text nodes. */
export function draw(layer, text, marks) {
  layer.replaceChildren();
  if (text.length > MOST) return;
  const good = marks.filter((mark) => mark.from !== null && mark.from < mark.to && mark.to <= text.length);
  const edges = [...new Set([0, text.length, ...good.flatMap((mark) => [mark.from, mark.to])])].sort((a, b) => a - b);
  for (let index = 0; index + 1 < edges.length; index += 1) {
    const [from, to] = [edges[index], edges[index + 1]];
    const over = good.filter((mark) => mark.from <= from && to <= mark.to);
    const piece = text.slice(from, to);
    if (!over.length) {
      layer.append(piece);
      continue;
    }
    const span = document.createElement("mark");
    span.className = over.some((mark) => mark.kind === "gap") ? "in-gap" : "in-finding";
    span.textContent = piece;
    layer.append(span);
  }
  layer.append("\n");
}

/** Keep the layer where the text area is. */
export function follow(layer, area) {
  layer.scrollTop = area.scrollTop;
  layer.scrollLeft = area.scrollLeft;
}
