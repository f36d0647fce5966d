/** How a person is named: by the shop's id of a shopper, or by the e-mail address or id of someone who signs in. */
export interface PersonName {
  readonly by: "shopper" | "email" | "user";
  readonly value: string;
}

/** How many rows of each store are about a person; stores without any are left out. */
export type PersonCounts = { readonly [store: string]: number };
