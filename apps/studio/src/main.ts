import "./server/main.ts";
