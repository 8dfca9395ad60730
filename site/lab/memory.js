// What this browser remembers of a lesson, under the address of this course: another may lie in the
// folder beside it. Where storage is blocked it remembers nothing, and all works.

const here = (name) => `${location.pathname} ${name}`;

export function recall(name) {
  try {
    return localStorage.getItem(here(name));
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(here(name), String(value));
    return true;
  } catch {
    return false;
  }
}
