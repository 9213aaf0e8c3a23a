import { createWriteStream, existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { stream } from "../../../kernels/analysis/index.ts";

const CITIES = ["Berlin", "Paris", "Rome", "Madrid", "Lisbon", "Vienna", "Oslo", "Prague"];
const FLAGS = ["true", "false", "yes", "no"];
const DAY = 86_400_000;

/** Writes a messy CSV of 7 columns (about 52 bytes a row) into the temporary folder, once, and returns its path. */
export async function messyCsv(rows: number): Promise<string> {
  const file = join(tmpdir(), `messy-${rows}-v1.csv`);
  if (existsSync(file)) return file;
  await pipeline(Readable.from(messyLines(rows)), createWriteStream(`${file}.part`));
  await rename(`${file}.part`, file);
  return file;
}

function* messyLines(rows: number): Generator<string> {
  const random = stream(900, "messy csv");
  let text = "id,name,city,amount,qty,date,flag\n";
  let line = "";
  for (let i = 0; i < rows; i++) {
    // One row in fifty repeats the row before it.
    if (i === 0 || random() >= 0.02) line = messyLine(i, random);
    text += line;
    if (text.length < 1_000_000) continue;
    yield text;
    text = "";
  }
  yield text;
}

function messyLine(i: number, random: ReturnType<typeof stream>): string {
  let name = `Customer ${random.int(5000)}`;
  const style = random();
  if (style < 0.1) name = name.toUpperCase();
  else if (style < 0.2) name = `  ${name} `;
  const city = random() < 0.05 ? "" : CITIES[random.int(8)];
  const odd = random();
  const amount = (100 + 30 * random.normal()) * (odd < 0.005 ? 20 : 1);
  const written = odd > 0.95 ? "" : `${odd > 0.85 ? "$" : ""}${amount.toFixed(2)}`;
  const date = new Date(Date.UTC(2022, 0, 1) + DAY * random.int(1000)).toISOString().slice(0, 10);
  const flag = random() < 0.03 ? "NA" : FLAGS[random.int(4)];
  return `${i},${name},${city},${written},${random.int(100)},${date},${flag}\n`;
}
