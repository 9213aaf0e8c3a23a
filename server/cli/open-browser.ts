import { spawn } from "node:child_process";

/** Opens an address in the person's browser; when there is none, nothing happens (S18: an argument array, no shell). */
export function openBrowser(address: string): void {
  const [command, ...args] =
    process.platform === "darwin"
      ? ["open"]
      : process.platform === "win32"
        ? ["explorer"]
        : ["xdg-open"];
  const child = spawn(command!, [...args, address], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}
