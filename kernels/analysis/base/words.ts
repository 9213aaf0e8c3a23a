/** A number with its noun: "1 row", "2 rows", "3 classes". */
export function count(n: number, noun: string, many = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : many}`;
}
