/**
 * The command line: names and options of the commands, nothing else. In: arguments. Out: an exit code. A command's own
 * code is loaded when it is called, so that `check` does not wait for what only `run` needs.
 */
import { readFileSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";
import { EXIT, UsageError } from "./exit-codes.ts";

export { leaveProcess } from "../runtime/service/leave-process.ts";

/** Each gives an exit code. */
type Action = (paths: readonly string[], options: never) => Promise<number>;

interface CommandRow {
  readonly name: string;
  readonly arguments: string;
  readonly summary: string;
  readonly options: (command: Command) => Command;
  readonly load: () => Promise<Action>;
}

const COMMANDS: readonly CommandRow[] = [
  {
    name: "build",
    arguments: "[paths...]",
    summary: "compile definitions to a Node project of its own",
    options: (command) =>
      diagnosticOptions(serviceOptions(openNameOptions(inputOptions(command))))
        .addOption(ownMode("service"))
        .option("--library", "write a module that exports all functions, streams and stores")
        .option("--stubs", "write src/extensions.ts once, with a function for each open name")
        .option("-o, --output <dir>", "the folder of the project (default: the application id)")
        .option("--no-typecheck", "do not check the types of the generated code")
        .option("--dry-run", "name the files that would change, and write nothing")
        .option("--force", "replace generated files that were changed by hand"),
    load: async () => (await import("./commands/build.ts")).build,
  },
  {
    name: "check",
    arguments: "[paths...]",
    summary: "report everything that is wrong with definitions, and write nothing",
    options: (command) =>
      diagnosticOptions(openNameOptions(inputOptions(command)))
        .option("--library", "names that nothing binds are externals")
        .option("--service", "every name must be bound, and there must be something to run"),
    load: async () => (await import("./commands/check.ts")).check,
  },
  {
    name: "describe",
    arguments: "[paths...]",
    summary:
      "print the topology, as Kafka Streams describes it, or the definition in its canonical form",
    options: (command) =>
      colorOption(extensionsOption(inputOptions(command)))
        .addOption(ownMode("library"))
        .addOption(
          new Option(
            "--format <format>",
            "`text`: Kafka Streams' own; `canonical`: the definition as KSML 2.0 has it",
          )
            .choices(["text", "canonical"])
            .default("text"),
        )
        .addOption(
          new Option("--optimization <which>", "overrides `topology.optimization`").choices([
            "all",
            "none",
          ]),
        )
        .option("--strict", "warnings make the command fail")
        .option("-q, --quiet", "only what is wrong")
        .option("-v, --verbose", "more of what is done"),
    load: async () => (await import("./commands/describe.ts")).describe,
  },
  {
    name: "run",
    arguments: "[paths...]",
    summary: "compile and run at once, on the embedded broker or on Kafka",
    options: (command) =>
      diagnosticOptions(serviceOptions(openNameOptions(inputOptions(command))))
        .addOption(ownMode("service"))
        .option(
          "--embedded",
          "keep topics in this process, whatever brokers are configured (the default)",
        )
        .option("--kafka [servers]", "use the configured brokers, or these: HOST:PORT,…")
        .option("--feed <topic=file>", "put records in, one a line; `-` is standard input", collect)
        .option(
          "--print <topic>",
          "print what lands on a topic; `*` for all that are written",
          collect,
        )
        .option("--until-idle", "stop when nothing is left to process")
        .option("--for <duration>", "stop after this time, like 10s or 5m")
        .option("--partitions <n>", "partitions of topics that are created (default: 1)")
        .option("--dir <dir>", "keep topics and state there between runs")
        .option("--metrics <file>", "write the metrics page there at the end")
        .option("--log-requests", "tell each request to the embedded broker, on standard error")
        .option(
          "--registry <url>",
          "the schema registry, in place of the configured one; several: old=new,…",
        ),
    load: async () => (await import("./commands/run.ts")).run,
  },
];

const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

/** Naming the mode that a command has anyway is allowed. */
const ownMode = (mode: "service" | "library"): Option =>
  new Option(`--${mode}`, "the mode that this command has anyway").hideHelp();

/** Of cli.md, and not in this version. */
const NOT_BUILT = ["test", "diff", "init", "explain", "schemas", "completion"];

function inputOptions(command: Command): Command {
  return command
    .option("-c, --config <file>", "the runner file")
    .option("--schemas <dir>", "the folder with schemas");
}

function extensionsOption(command: Command): Command {
  return command.option("--extensions <file>", "your TypeScript module, which binds open names");
}

function openNameOptions(command: Command): Command {
  return extensionsOption(command).option(
    "--allow-unresolved",
    "an open name is a warning, and a NameError where it is used",
  );
}

function serviceOptions(command: Command): Command {
  return command.option("--application-id <name>", "the name of the service");
}

function colorOption(command: Command): Command {
  return command.addOption(
    new Option("--color <when>", "colours in text")
      .choices(["auto", "always", "never"])
      .default("auto"),
  );
}

function diagnosticOptions(command: Command): Command {
  return colorOption(command)
    .option("--strict", "warnings make the command fail")
    .addOption(
      new Option("--format <format>", "how findings are printed")
        .choices(["text", "json", "github"])
        .default("text"),
    )
    .option("-q, --quiet", "only what is wrong, no summary")
    .option("-v, --verbose", "more of what is done");
}

/** Sets the exit code; the process is left by `bin/ksmlc.js`. */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on("error", ignoreClosedPipe);
  try {
    await program().parseAsync(argv);
  } catch (error) {
    process.exitCode = explain(error);
  }
}

function program(): Command {
  const root = new Command("ksmlc")
    .description("Compiles KSML definitions to standalone TypeScript services for Kafka.")
    .version(version(), "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .showSuggestionAfterError()
    .showHelpAfterError("  next: `ksmlc --help` lists commands and options")
    .exitOverride()
    .action((_options, command: Command) => {
      const [unknown] = command.args;
      if (unknown === undefined) command.outputHelp();
      else if (NOT_BUILT.includes(unknown))
        throw new UsageError(
          `This version of ksmlc has no command \`${unknown}\` yet.`,
          "run `ksmlc --help` for those that there are",
        );
      else
        throw new UsageError(
          `There is no command \`${unknown}\`.`,
          "run `ksmlc --help` for those that there are",
        );
    })
    .allowExcessArguments();
  for (const row of COMMANDS) {
    row
      .options(
        root
          .command(row.name)
          .summary(row.summary)
          .description(row.summary)
          .argument(row.arguments),
      )
      .exitOverride()
      .showHelpAfterError(`  next: \`ksmlc ${row.name} --help\` lists the options`)
      .action(async (paths: readonly string[], options: object) => {
        const action = await row.load();
        process.exitCode = await action(paths, options as never);
      });
  }
  return root;
}

function version(): string {
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      const { version: found } = JSON.parse(
        readFileSync(new URL(path, import.meta.url), "utf8"),
      ) as { version: string };
      return found;
    } catch {
      // Sources stand one folder below package.json, the built file two.
    }
  }
  return "unknown";
}

/** What an error means to the one who called: an exit code and, where not yet said, its words. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UsageError) {
    console.error(`error: ${error.message}${error.next === null ? "" : `\n  next: ${error.next}`}`);
    return EXIT.usage;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(
    `ksmlc failed by a mistake of its own, not of your files:\n\n${text}\n\n  next: report it with the definition that it failed on`,
  );
  return EXIT.internal;
}

/** `ksmlc check | head`: the reader has seen enough. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
