import type { Caret } from "../commands/selection.ts";

/** Where in a static text the person clicked, or what they selected there. */
export function caretAt(text: HTMLElement, event: MouseEvent): Caret {
  const selection = getSelection();
  if (selection && !selection.isCollapsed && isInside(text, selection.anchorNode)) {
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
    if (anchorNode && focusNode && isInside(text, focusNode))
      return {
        anchor: offsetIn(text, anchorNode, anchorOffset),
        head: offsetIn(text, focusNode, focusOffset),
      };
  }
  const point = document.caretPositionFromPoint(event.clientX, event.clientY);
  const node = point?.offsetNode;
  const offset =
    point && node && isInside(text, node)
      ? offsetIn(text, node, point.offset)
      : (text.textContent ?? "").length;
  return { anchor: offset, head: offset };
}

function isInside(text: HTMLElement, node: Node | null): boolean {
  return node !== null && text.contains(node);
}

function offsetIn(text: HTMLElement, node: Node, offset: number): number {
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}
