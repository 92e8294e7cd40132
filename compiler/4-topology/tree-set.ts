/**
 * `java.util.TreeSet`, as far as an order depends on it: a red-black tree whose elements stay where they were put, also
 * when what they are compared by changes afterwards. `describe` keeps nodes in such sets by sizes that go on growing, so
 * the shape of the tree decides the order that is printed (streams.md 9.2).
 */

interface Leaf<T> {
  readonly element: T;
  left: Leaf<T> | null;
  right: Leaf<T> | null;
  parent: Leaf<T> | null;
  red: boolean;
}

export class TreeSet<T> {
  readonly #compare: (a: T, b: T) => number;
  #root: Leaf<T> | null = null;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  /** An element that compares as equal to one that is there is left out. */
  add(element: T): void {
    let parent: Leaf<T> | null = null;
    let order = 0;
    for (let at = this.#root; at !== null; at = order < 0 ? at.left : at.right) {
      parent = at;
      order = this.#compare(element, at.element);
      if (order === 0) return;
    }
    const leaf: Leaf<T> = { element, left: null, right: null, parent, red: true };
    if (parent === null) this.#root = leaf;
    else if (order < 0) parent.left = leaf;
    else parent.right = leaf;
    this.#balance(leaf);
  }

  *[Symbol.iterator](): Generator<T> {
    yield* inOrder(this.#root);
  }

  #balance(inserted: Leaf<T>): void {
    let x = inserted;
    for (;;) {
      const parent: Leaf<T> | null = x.parent;
      const grandparent: Leaf<T> | null = parent?.parent ?? null;
      if (parent === null || !parent.red || grandparent === null) break;
      const side = parent === grandparent.left ? "left" : "right";
      const other = side === "left" ? "right" : "left";
      const uncle: Leaf<T> | null = grandparent[other];
      if (uncle?.red) {
        parent.red = false;
        uncle.red = false;
        grandparent.red = true;
        x = grandparent;
        continue;
      }
      if (x === parent[other]) {
        x = parent;
        this.#rotate(x, side);
      }
      const top: Leaf<T> = x.parent as Leaf<T>;
      top.red = false;
      grandparent.red = true;
      this.#rotate(grandparent, other);
    }
    if (this.#root !== null) this.#root.red = false;
  }

  /** Moves `x` down to `side`; its child on the other side takes its place. */
  #rotate(x: Leaf<T>, side: "left" | "right"): void {
    const other = side === "left" ? "right" : "left";
    const child = x[other] as Leaf<T>;
    x[other] = child[side];
    if (child[side] !== null) child[side].parent = x;
    child.parent = x.parent;
    if (x.parent === null) this.#root = child;
    else if (x.parent.left === x) x.parent.left = child;
    else x.parent.right = child;
    child[side] = x;
    x.parent = child;
  }
}

function* inOrder<T>(leaf: Leaf<T> | null): Generator<T> {
  if (leaf === null) return;
  yield* inOrder(leaf.left);
  yield leaf.element;
  yield* inOrder(leaf.right);
}
