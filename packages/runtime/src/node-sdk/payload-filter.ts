/** Keeps items whose payload matches: every condition must hold. Field names are payload paths, such as `category`. */
export interface PayloadFilter {
  readonly all: readonly PayloadCondition[];
}

export type PayloadCondition =
  | { readonly field: string; readonly in: readonly (string | number | boolean)[] }
  | { readonly field: string; readonly min?: number; readonly max?: number };
