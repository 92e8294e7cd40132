/** The service cannot start as it is configured, or not on the Kafka it finds. */
export class ConfigurationError extends Error {
  /** The next step. */
  readonly help: string;
  /** Of the process (cli.md): 2 where a file cannot be read. */
  readonly exitCode: 1 | 2;
  constructor(
    message: string,
    help: string,
    { exitCode = 1, ...options }: ErrorOptions & { readonly exitCode?: 1 | 2 } = {},
  ) {
    super(message, options);
    this.name = "ConfigurationError";
    this.help = help;
    this.exitCode = exitCode;
  }
}
