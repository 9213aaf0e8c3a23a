import type { Frame } from "../columns/frame.ts";
import { cellText } from "./cell-text.ts";
import { shapeText } from "./html.ts";

const ROWS = 10;
const WIDTH = 28;

/** Renders the head of a table as aligned text: names, types, the first 10 rows, the size. Missing cells show as "·". */
export function tableText(from: Frame): string {
  const shown = Math.min(from.length, ROWS);
  const lines: string[] = [];
  const grid = from.columns.map((column) => {
    const cells = [clip(column.name), column.type];
    for (let i = 0; i < shown; i++)
      cells.push(column.isMissing(i) ? "·" : clip(cellText(column.at(i), column.type)));
    const width = cells.reduce((most, text) => Math.max(most, [...text].length), 0);
    const right = column.isNumeric && column.type !== "bool";
    return cells.map((text) => pad(text, width, right));
  });
  const labels = ["", "", ...Array.from({ length: shown }, (_, i) => String(i))];
  const labelWidth = String(Math.max(0, shown - 1)).length;
  for (let k = 0; k < labels.length; k++)
    lines.push(
      [pad(labels[k], labelWidth, true), ...grid.map((cells) => cells[k])].join("  ").trimEnd(),
    );
  lines.push(shapeText(from, shown));
  return lines.join("\n");
}

function pad(text: string, width: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, width - [...text].length));
  return right ? space + text : text + space;
}

function clip(text: string): string {
  const flat = text.replace(/\s+/g, " ");
  const points = [...flat];
  return points.length > WIDTH ? `${points.slice(0, WIDTH - 1).join("")}…` : flat;
}
