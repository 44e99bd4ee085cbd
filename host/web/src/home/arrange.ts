// How a reader arranges the manager's page: an order of cards, and some that are not shown.

export interface Arrangement {
  order: string[];
  hidden: string[];
}

export const nothingArranged: Arrangement = { order: [], hidden: [] };

/** Names in the reader's order; what they never moved comes after, as it came. */
export function arranged(names: string[], { order }: Arrangement): string[] {
  return [...order.filter((one) => names.includes(one)), ...names.filter((one) => !order.includes(one))];
}

/** The arrangement with one card moved so many places among those that are shown. */
export function moved(names: string[], arrangement: Arrangement, name: string, by: number): Arrangement {
  const order = arranged(names, arrangement);
  const shown = order.filter((one) => !arrangement.hidden.includes(one));
  const neighbour = shown[shown.indexOf(name) + by];
  if (neighbour === undefined) return arrangement;
  const rest = order.filter((one) => one !== name);
  rest.splice(rest.indexOf(neighbour) + (by > 0 ? 1 : 0), 0, name);
  return { ...arrangement, order: rest };
}
