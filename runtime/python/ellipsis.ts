/** `...` */

import { PyObject } from "./value.ts";

class PyEllipsis extends PyObject {
  override pyTypeName(): string {
    return "ellipsis";
  }
  override pyRepr(): string {
    return "Ellipsis";
  }
}

export const Ellipsis: PyObject = new PyEllipsis();
