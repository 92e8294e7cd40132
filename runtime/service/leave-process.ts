/**
 * The end of the process once all is over and what was printed has gone out. Node would wait for what an author's module
 * keeps open, like a timer or a connection, and a signal would stop the service but not the process.
 */
export function leaveProcess(): void {
  process.stdout.write("", () => process.stderr.write("", () => process.exit()));
}
