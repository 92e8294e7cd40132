/** Settings that are handed on as text: what they say, without where each value stands. */
import type { Setting as SettingTree } from "../2-syntax/tree.ts";
import type { Setting } from "./definition.ts";

export const plainSettings = (settings: readonly SettingTree[]): Setting[] =>
  settings.map(({ key, value }) => ({ key: key.value, value: value.value, span: key.span }));
