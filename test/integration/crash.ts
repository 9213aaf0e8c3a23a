/**
 * Code of a cell that ends its kernel as a crash does, from outside: the kernel cannot see who did it. One that ends itself
 * (`process.exit`, `process.kill` of its own process) does so on purpose, and its runs wait for a person.
 */
export const CRASH = "require('node:child_process').execSync('kill -9 ' + process.pid)";
