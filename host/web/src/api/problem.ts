/** Why the host refused, as it says it (RFC 9457): `detail` is for people, `code` is stable, pointers lead into the request. */
export interface ProblemBody {
  status: number;
  code: string;
  title: string;
  detail: string;
  pointer?: string;
  args?: Record<string, string>;
  errors?: { pointer: string; code: string; detail: string }[];
  request_id?: string;
}

export class Problem extends Error {
  constructor(readonly body: ProblemBody) {
    super(body.detail);
  }
  get code() {
    return this.body.code;
  }
  get status() {
    return this.body.status;
  }
  /** Sentences by JSON pointer: `/fields/name` and `/name` both lead to the field `name`. */
  get byField(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const one of this.body.errors ?? []) found[plain(one.pointer)] ??= one.detail;
    if (this.body.pointer) found[plain(this.body.pointer)] ??= this.body.detail;
    return found;
  }
}

/** The pointer without its leading slash: `lines/0/account`. */
function plain(pointer: string): string {
  return pointer.replace(/^\//, '');
}

/** Whether nobody answered: the line is down, or the host is. */
export function isOffline(error: unknown): boolean {
  return error instanceof Problem ? error.status === 0 : error instanceof TypeError;
}
