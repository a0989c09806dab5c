/** Sorts entries by their keys, which are all different, in the order of UTF-16 units: as the official CLI writes maps. */
export const byKey = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number => (one < other ? -1 : 1)
