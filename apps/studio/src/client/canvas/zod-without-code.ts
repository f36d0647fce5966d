import { config } from "zod";

// The page's policy forbids code made at run time, which zod would try for speed; it asks before its first schema is made.
config({ jitless: true });
