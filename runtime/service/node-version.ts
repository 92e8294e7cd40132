/** npm only warns of a Node that is too old, and what goes wrong then says nothing of it: the service looks itself. */

/** As `engines` of the project has it. */
const LEAST = [22, 22] as const;

/** What to tell whoever started it; null: this Node will do. `version`: `20.20.2`. */
export function refusalOfNode(version: string): string | null {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return null;
  return `error: This service needs Node ${LEAST.join(".")} or later; this is ${version}.\n  next: install a current Node (24 LTS), then start it again\n`;
}
