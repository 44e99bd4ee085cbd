// Where the nodes of a trace stand: in layers by what comes before what, in each layer near what they are joined to. Knows keys only.

export interface Edge { from: string; to: string }
export interface Place { layer: number; row: number }

/** The longest way from a beginning says the layer; goods that came back do not turn it round. */
export function layersOf(keys: string[], edges: Edge[]): Map<string, Place> {
  const next = new Map<string, string[]>();
  for (const one of edges) if (one.from !== one.to) next.set(one.from, [...(next.get(one.from) ?? []), one.to]);
  const forward: Edge[] = [];
  const state = new Map<string, 'open' | 'done'>();
  // Depth first without recursion: what leads back to an open node is left out.
  for (const start of keys) {
    if (state.has(start)) continue;
    const stack: { key: string; at: number }[] = [{ key: start, at: 0 }];
    state.set(start, 'open');
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const to = next.get(top.key)?.[top.at++];
      if (to === undefined) {
        state.set(top.key, 'done');
        stack.pop();
      } else if (state.get(to) !== 'open') {
        forward.push({ from: top.key, to });
        if (!state.has(to)) {
          state.set(to, 'open');
          stack.push({ key: to, at: 0 });
        }
      }
    }
  }
  const layer = new Map(keys.map((key) => [key, 0]));
  for (let changed = true, round = 0; changed && round <= keys.length; round++) {
    changed = false;
    for (const { from, to } of forward) {
      if (layer.get(to)! < layer.get(from)! + 1) {
        layer.set(to, layer.get(from)! + 1);
        changed = true;
      }
    }
  }
  const places = new Map<string, Place>();
  const last = Math.max(0, ...layer.values());
  for (let at = 0; at <= last; at++) {
    const here = keys.filter((key) => layer.get(key) === at);
    const wish = (key: string) => {
      const before = forward.filter((one) => one.to === key && places.has(one.from)).map((one) => places.get(one.from)!.row);
      return before.length > 0 ? before.reduce((sum, row) => sum + row, 0) / before.length : Number.MAX_SAFE_INTEGER;
    };
    here.map((key, order) => ({ key, order, wish: wish(key) })).sort((a, b) => a.wish - b.wish || a.order - b.order)
      .forEach(({ key }, row) => places.set(key, { layer: at, row }));
  }
  return places;
}
