/** Help, versions and wrong usage. */
import { expect } from "vitest";
import type { Row } from "./row.ts";

const HELP = [/^Usage: ksmlc /, /\n {2}build /, /\n {2}check /, /\n {2}describe /, /\n {2}run /];
export const HELP_ROWS: readonly Row[] = [
  { says: "without arguments it prints its help", args: [], code: 0, out: HELP, err: "" },
  { says: "--help", args: ["--help"], code: 0, out: HELP, err: "" },
  { says: "help", args: ["help"], code: 0, out: HELP, err: "" },
  {
    says: "help of a command",
    args: ["help", "run"],
    code: 0,
    out: [/^Usage: ksmlc run /],
    err: "",
  },
  {
    says: "what is not built is not in the help",
    args: [],
    code: 0,
    also: (out) => {
      expect(out).not.toMatch(/\n {2}(test|diff|init|explain|schemas|completion) /);
      expect(out).not.toMatch(/--(watch|stubs|dir|metrics|extensions|modules|registry)\b/);
    },
  },
  { says: "--version", args: ["--version"], code: 0, out: [/^\d+\.\d+\.\d+\n$/], err: "" },
  {
    says: "an unknown command",
    args: ["biuld"],
    code: 2,
    out: "",
    err: [/no command `biuld`/, /next: /],
  },
  ...["test", "diff", "init", "explain", "schemas", "completion"].map((name) => ({
    says: `${name} is not built yet`,
    args: [name],
    code: 2,
    out: "",
    err: [new RegExp(`no command \`${name}\` yet`), /next: /],
  })),
  ...["build", "check", "describe", "run"].flatMap((name): Row[] => [
    {
      says: `${name} --help`,
      args: [name, "--help"],
      code: 0,
      out: [new RegExp(`^Usage: ksmlc ${name} `)],
      err: "",
    },
    {
      says: `${name}, unknown option`,
      args: [name, "--frob"],
      code: 2,
      out: "",
      err: [/unknown option '--frob'/, /next: /],
    },
    {
      says: `${name}, unknown colour`,
      args: [name, "--color", "x", "good.yaml"],
      code: 2,
      out: "",
      err: [/auto, always, never/],
    },
  ]),
];
