import { z } from "zod";

/** Characters of a product's id at most, in files, events and questions alike. */
export const maxProductIdLength = 255;

/** A product's id as it is asked for. */
export const productId = z.string().min(1).max(maxProductIdLength);
