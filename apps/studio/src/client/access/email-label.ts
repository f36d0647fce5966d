/** An e-mail as it is shown: an owner who has not given one yet has an address that can never receive mail. */
export const emailLabel = (email: string): string => (email.endsWith("@aisle.invalid") ? "no e-mail yet" : email);
