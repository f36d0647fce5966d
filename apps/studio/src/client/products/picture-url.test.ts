import { expect, it } from "vitest";
import { pictureUrl } from "./picture-url.ts";

const none = new Set<string>();

it("loads pictures by https, and by http from a configured host alone", () => {
  expect(pictureUrl("https://cdn.example/1.jpg", none)).toBe("https://cdn.example/1.jpg");
  expect(pictureUrl("//cdn.example/1.jpg", none)).toBe("https://cdn.example/1.jpg");
  expect(pictureUrl("http://cdn.example/1.jpg", none)).toBeUndefined();
  expect(pictureUrl("http://cdn.example/1.jpg", new Set(["cdn.example"]))).toBe("http://cdn.example/1.jpg");
  expect(pictureUrl("http://cdn.example:81/1.jpg", new Set(["cdn.example"]))).toBeUndefined();
});

it("loads nothing else", () => {
  const others = [
    null,
    "",
    "1.jpg",
    "/pictures/1.jpg",
    "javascript:alert(1)",
    "data:image/svg+xml,<svg/>",
    "file:///etc/passwd",
    "blob:https://cdn.example/1",
    "https://user:secret@cdn.example/1.jpg",
    "https://",
  ];
  for (const image of others) expect(pictureUrl(image, new Set(["cdn.example"])), String(image)).toBeUndefined();
});
