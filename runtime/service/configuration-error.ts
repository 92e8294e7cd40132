/** The service cannot start as it is configured, or not on the Kafka it finds. */
export class ConfigurationError extends Error {
  /** The next step. */
  readonly help: string;
  constructor(message: string, help: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ConfigurationError";
    this.help = help;
  }
}
