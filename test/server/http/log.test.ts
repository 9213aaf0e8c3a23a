import { describe, expect, test } from "vitest";
import { Log, redact } from "../../../server/http/core/log.ts";

describe("Log", () => {
  test("S7, S22: writes one line per event, without secrets and without control characters", () => {
    const lines: string[] = [];
    const log = new Log({
      write: (line) => lines.push(line),
      secrets: ["s3cret", ""],
      now: () => new Date(0),
    });
    log.info("GET /?a=1&token=abc&b=2 \u001b]0;title\u0007\nfake line \u202e");
    log.warn("it is s3cret");
    log.error("failed", "why");
    expect(lines).toEqual([
      "1970-01-01T00:00:00.000Z info GET /?a=1&token=…&b=2 \\x1b]0;title\\x07\\nfake line \\u202e\n",
      "1970-01-01T00:00:00.000Z warn it is …\n",
      "1970-01-01T00:00:00.000Z error failed: why\n",
    ]);
  });

  test("logs the stack of an error", () => {
    const lines: string[] = [];
    new Log({ write: (line) => lines.push(line) }).error("failed", new TypeError("oh"));
    expect(lines[0]).toMatch(/failed: TypeError: oh\\n {4}at /);
  });
});

describe("redact", () => {
  test("S7: takes tokens, Authorization and cookies out, in any case", () => {
    expect(redact("?TOKEN=a#b ?token=c d")).toBe("?TOKEN=…#b ?token=… d");
    expect(redact('Authorization: token x\nCookie: a=b; c=d\n"set-cookie":"x"\nHost: y')).toBe(
      'Authorization: …\nCookie: …\n"set-cookie":…\nHost: y',
    );
  });
});
