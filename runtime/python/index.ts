/** All that generated code imports as `py`. */

export * from "./access.ts";
export { CLASS, type ClassInfo, isClass, type PyClass } from "./classes.ts";
export * from "./compare.ts";
export * from "./dict.ts";
export * from "./exceptions.ts";
export * from "./float.ts";
export { floatRepr } from "./float-text.ts";
export { floatFormat, format } from "./format.ts";
export { call, functionOf, isCallable, type Signature } from "./functions.ts";
export * from "./in-place.ts";
export * from "./int.ts";
export * from "./iteration.ts";
export { identityOf } from "./keys.ts";
export * from "./operators.ts";
export { ascii, repr, str } from "./repr.ts";
export { PySet, setOf } from "./set.ts";
export * from "./truth.ts";
export * from "./tuple.ts";
export { typeName } from "./type-name.ts";
export * from "./value.ts";
