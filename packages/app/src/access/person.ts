/** A person as others see them. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** Who stands in for a person that nobody knows any more. */
export const nobody: Person = { id: "", name: "Someone" };

/** The people of some ids, by id; those that are not known are absent. */
export type PeopleNames = (userIds: readonly string[]) => Promise<ReadonlyMap<string, Person>>;
