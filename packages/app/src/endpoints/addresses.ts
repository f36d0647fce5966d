import { AisleError } from "@aisle/runtime/errors";

const slugPattern = /^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/** Throws `request.invalid` for what is no address of an endpoint. */
export function refuseBadSlug(slug: string): void {
  if (slugPattern.test(slug)) return;
  const message = "An endpoint's name has small letters, digits and single hyphens, 60 characters at most.";
  throw new AisleError("request.invalid", message, { field: "slug" });
}

export const slugTaken = (slug: string) =>
  new AisleError("endpoint.slug-taken", `Another pipeline answers as “${slug}”.`, { slug });
