// Makes one element like another and keeps what is alike: so focus, selection and scroll stay where they are.
//
// Elements with an id or data-row are known by it. [data-keep] and regions inside a region are left alone.
// data-own names attributes that the page itself changes; the open state of details and dialogs is the page's, too.

const ELEMENT = 1;

const keyOf = (node) => (node.nodeType === ELEMENT ? node.id || node.dataset?.row || "" : "");

const kept = (node) => node.nodeType === ELEMENT && (node.hasAttribute("data-keep") || node.hasAttribute("data-region"));

export function morph(from, to) {
  if (from.isEqualNode(to)) return;
  attributes(from, to);
  children(from, to);
}

function attributes(from, to) {
  const own = new Set((from.dataset?.own ?? "").split(/\s+/));
  if (from.nodeName === "DETAILS" || from.nodeName === "DIALOG") own.add("open");
  if (from === document.activeElement) own.add("value").add("checked").add("tabindex");
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name) && !own.has(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes) {
    if (!own.has(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
}

function children(from, to) {
  const before = [...from.childNodes];
  const keyed = new Map(before.map((node) => [keyOf(node), node]));
  const used = new Set();
  let here = from.firstChild;
  for (const next of [...to.childNodes]) {
    const match = matching(next, here, keyed, used);
    if (!match) {
      from.insertBefore(document.importNode(next, true), here);
      continue;
    }
    used.add(match);
    if (match === here) here = here.nextSibling;
    else if (from.moveBefore) from.moveBefore(match, here);
    else from.insertBefore(match, here);
    if (kept(match)) continue;
    if (match.nodeType === ELEMENT) morph(match, next);
    else if (match.nodeValue !== next.nodeValue) match.nodeValue = next.nodeValue;
  }
  for (const node of before) if (!used.has(node) && !kept(node)) node.remove();
}

function matching(next, here, keyed, used) {
  const key = keyOf(next);
  if (key) {
    const found = keyed.get(key);
    return found && found.nodeName === next.nodeName && !used.has(found) ? found : null;
  }
  for (let node = here; node; node = node.nextSibling) {
    if (!keyOf(node) && node.nodeName === next.nodeName && !used.has(node) && kept(node) === kept(next)) return node;
  }
  return null;
}
