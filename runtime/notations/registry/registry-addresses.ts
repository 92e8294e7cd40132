/**
 * `--registry` and KSMLC_REGISTRY_URL: another address for the registries of the definitions (cli.md, Configuration). In:
 * one address, or `old=new` pairs with commas between. Out: what stands for an address.
 */
export function registryAddresses(option: string | undefined): (address: string) => string {
  if (option === undefined || option.trim() === "") return (address) => address;
  const pairs = new Map<string, string>();
  let other: string | null = null;
  for (const part of option.split(",").map((each) => each.trim())) {
    if (part === "") continue;
    const [, old, replacement] = PAIR.exec(part) ?? [];
    if (old === undefined || replacement === undefined) other = part;
    else pairs.set(normal(old), replacement);
  }
  return (address) => pairs.get(normal(address)) ?? other ?? address;
}

/** Both sides are addresses: a `=` inside of one has no `://` behind it. */
const PAIR = /^([a-z][a-z0-9+.-]*:\/\/[^=]*)=([a-z][a-z0-9+.-]*:\/\/.*)$/i;

const normal = (address: string): string => address.replace(/\/+$/, "");
