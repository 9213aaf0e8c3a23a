import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const KNOWN = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The path of a Chromium that is installed, if there is one. */
export function findChromium() {
  return [process.env.CHROMIUM, ...KNOWN].find((path) => path && existsSync(path));
}

/** Finds Chromium; where it is missing and apt may be used, installs Debian's; else says what to install. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  const mayInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (mayInstall) {
    process.stdout.write("\n== Installing Chromium with apt-get\n");
    const options = {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    };
    spawnSync("apt-get", ["update"], options);
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], options);
    const installed = findChromium();
    if (installed) return installed;
  }
  process.stderr.write(
    "No Chromium: install it (Debian and Ubuntu: sudo apt-get install chromium) or set CHROMIUM to its path.\n",
  );
  return undefined;
}
