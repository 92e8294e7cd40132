{{header}}

import { runService } from "ksmlc/runtime";

{{service}}
