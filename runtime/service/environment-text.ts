/** `${VAR}` and `${VAR:-default}` in texts of the configuration (dialect.md D12; design.md 7, V28). */
import { ConfigurationError } from "./configuration-error.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/** @throws ConfigurationError for a variable that is not set and has no default */
export function replaceVariables(text: string, key: string, variables: Variables): string {
  return text.replace(REFERENCE, (_all, name: string, otherwise: string | undefined) => {
    const value = variables[name];
    if (value !== undefined && (value !== "" || otherwise === undefined)) return value;
    if (otherwise !== undefined) return otherwise;
    throw new ConfigurationError(
      `\`${key}\` uses the variable ${name}, which is not set.`,
      `set ${name}, or write \`\${${name}:-default}\``,
    );
  });
}
