// What this browser remembers of a lesson. Where storage is blocked it remembers nothing, and all works.

export function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(name, String(value));
    return true;
  } catch {
    return false;
  }
}
