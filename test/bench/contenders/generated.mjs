// Code made at run time for each set of keys that the data has, for best.mjs: a class with the keys sorted, and writers with
// the keys as constants.
import { compareKeys, quote } from "./exact.mjs";
import { WRITE, writeValue } from "./json.mjs";

/** Code that puts a text, four bytes a time; what the last store writes too much is written over by what follows. */
export function literal(s) {
  const b = Buffer.from(`${s}\0\0\0`),
    n = b.length - 3;
  let code = "";
  for (let i = 0; i < n; i += 4) code += `d.setInt32(p+${i},${b.readInt32LE(i)},true);`;
  return `${code}p+=${n};`;
}

/** Code for one set of keys: `make(stack, base)`, and writers, with fields replaced or added. */
class Shape {
  constructor(path) {
    const last = new Map(path.map((k, i) => [k, i]));
    this.keys = [...last.keys()].sort(compareKeys);
    this.writers = new Map();
    const fields = this.keys.map((k) => `this[${JSON.stringify(k)}]=V[B+${last.get(k)}];`).join("");
    const dict = `class Dict { constructor(V,B){${fields}} [WRITE](b,d,p){${this.body(this.keys, {}, "this")}} }`;
    this.make = new Function("WRITE", "value", `${dict} return (V,B)=>new Dict(V,B);`)(
      WRITE,
      writeValue,
    );
  }

  body(keys, extra, object) {
    if (keys.length === 0) return `${literal("{}")}return p;`;
    const fields = keys.map((k, i) => {
      const name = JSON.stringify(k),
        value = Object.hasOwn(extra, k)
          ? `extra[${name}](b,d,p,o,x,y)`
          : `value(b,d,p,${object}[${name}])`;
      return `${literal(`${i === 0 ? "{" : ","}${quote(k)}:`)}p=${value};`;
    });
    return `${fields.join("")}b[p]=125;return p+1;`;
  }

  /** (bytes, view, p, object, x, y) => end. `extra`: key -> a writer of the same form. */
  with(extra) {
    let w = this.writers.get(extra);
    if (w === undefined) {
      const keys = [...new Set([...this.keys, ...Object.keys(extra)])].sort(compareKeys);
      w = new Function("extra", "value", `return (b,d,p,o,x,y)=>{${this.body(keys, extra, "o")}}`)(
        extra,
        writeValue,
      );
      this.writers.set(extra, w);
    }
    return w;
  }
}

export const generated = (path) => new Shape(path);
