import { expect, test } from "vitest";
import { deathOutput } from "../../../../server/session/kernel/death.ts";

const death = {
  code: null,
  signal: "SIGKILL",
  cause: "crash",
  detail: null,
  stderr: "",
} as const;

test("a kernel that did not stop says so once", () => {
  const { evalue } = deathOutput({ ...death, cause: "no-stop" });
  expect(evalue).toBe(
    "HF_KERNEL_KILLED: The kernel was killed. The kernel was ended: it did not stop within 5 s. Variables are gone; run the cells again.",
  );
});

test("a kernel that ended by itself says how, and its last words", () => {
  expect(deathOutput({ ...death, code: 7, signal: null, stderr: "panic\n" })).toEqual({
    output_type: "error",
    ename: "KernelDied",
    evalue:
      "HF_KERNEL_DIED: The kernel died. The kernel ended itself with code 7. Variables are gone; run the cells again.",
    traceback: [expect.stringContaining("KernelDied"), "Its last words:", "panic"],
  });
});

test("a kernel without memory says that", () => {
  const stderr =
    "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory";
  expect(deathOutput({ ...death, signal: "SIGABRT", stderr }).evalue).toContain(
    "The kernel ran out of memory (its heap limit was reached).",
  );
});
