"""A reader who sees nothing but Chromium's tree of accessible things, as a screen reader does, and
has nothing but a keyboard.
"""

import time

import lab
from playwright.sync_api import Error

# What can be moved, pressed or typed into, and the pictures: each must have a name.
NAMED = {
    "slider",
    "spinbutton",
    "textbox",
    "searchbox",
    "combobox",
    "checkbox",
    "radio",
    "button",
    "image",
    "img",
    "application",
    "radiogroup",
    "listbox",
    "link",
}


class Node:
    """One thing of the tree, as it was when it was looked at."""

    def __init__(self, found):
        properties = {one["name"]: one["value"].get("value") for one in found.get("properties", [])}
        self.id = found.get("backendDOMNodeId")
        self.role = found.get("role", {}).get("value", "")
        self.name = (found.get("name", {}).get("value") or "").strip()
        self.worth = found.get("value", {}).get("value")
        self.properties = properties
        self.ignored = found.get("ignored", False)
        self.ax, self.inside = found["nodeId"], found.get("childIds", [])

    def __repr__(self):
        return f"{self.role} {self.name!r} {self.worth!r}"


class Reader:
    """Reads one page of lab.Lab and moves what is on it."""

    def __init__(self, page):
        self.page, self.keys = page.page, page.page.keyboard
        self.device = page.context.new_cdp_session(page.page)
        self.device.send("DOM.enable")
        self.device.send("Accessibility.enable")
        self.whole = None  # the document, for queries

    def close(self):
        """Read no more: while someone reads, the page keeps its tree up to date, which costs."""
        self.device.send("Accessibility.disable")
        self.device.detach()

    # ------------------------------------------------------------------------------------ looking

    def query(self, inside=None, role=None, name=None):
        """Return what has this role and this name, in the order of the page."""
        if inside is None:
            found = self.device.send("Runtime.evaluate", {"expression": "document"})
            where = {"objectId": found["result"]["objectId"]}
        else:
            where = {"backendNodeId": inside.id}
        what = {key: value for key, value in (("role", role), ("accessibleName", name)) if value}
        found = self.device.send("Accessibility.queryAXTree", where | what)["nodes"]
        return [node for node in map(Node, found) if not node.ignored]

    def group(self, title, number=0):
        """Return group number so and so of this name."""
        return self.query(role="group", name=title)[number]

    def find(self, inside, role, name):
        """Return the one thing of this role and name, once it is drawn. AssertionError, with what
        there is, when there is none after a while, or more than one.
        """

        def one():
            found = self.query(inside, role, name)
            return found[0] if len(found) == 1 else None

        def there():
            return f"no one {role} is {name!r}. There are: {self.query(inside, role)}"

        return self.waits(one, there, timeout=5.0)

    def has(self, inside, role, name):
        """Is there a thing of this role and name?"""
        return bool(self.query(inside, role, name))

    def tree(self, inside):
        """Return everything in a thing that is not ignored, from top to bottom."""
        return self.query(inside)

    def text(self, inside):
        """Return what is written in a thing."""
        return " ".join(node.name for node in self.query(inside, "StaticText"))

    def again(self, node):
        """Return a thing as it is now."""
        found = self.device.send(
            "Accessibility.getPartialAXTree", {"backendNodeId": node.id, "fetchRelatives": False}
        )
        return Node(found["nodes"][0])

    def value(self, node):
        """Return the value of a thing as it is read out: that of a slider in words."""
        if node.role == "slider":
            return self.attribute(node, "aria-valuetext") or ""
        now = self.again(node)
        if node.role == "checkbox":
            return now.properties.get("checked")
        return "" if now.worth is None else str(now.worth).replace("\xa0", " ")

    def attribute(self, node, name):
        """Return an attribute of a thing. (Chromium tells a screen reader aria-valuetext, but not
        DevTools.)
        """
        found = self.device.send("DOM.describeNode", {"backendNodeId": node.id})["node"]
        pairs = found.get("attributes", [])
        return dict(zip(pairs[::2], pairs[1::2], strict=True)).get(name)

    def waits(self, true, says="", timeout=20.0):
        """Wait until true() is, and return what it returned. AssertionError when it does not become
        so; says() is what to say then.
        """
        end = time.monotonic() + timeout
        while not (found := true()):
            assert time.monotonic() < end, says() if callable(says) else says
            self.page.wait_for_timeout(30)
        return found

    def rest(self):
        """Wait until the kernel has taken every move, as someone does who takes their time."""
        self.page.evaluate(lab.ANSWERED)

    # ------------------------------------------------------------------------------------- moving

    def focus(self, node):
        """Give a thing the keyboard, as a screen reader does, once it is laid out."""

        def given():
            try:
                self.device.send("DOM.focus", {"backendNodeId": node.id})
            except Error:  # Chromium's "Element is not focusable"
                return False
            return True

        self.waits(given, f"{node} takes no keyboard", timeout=5.0)

    def press(self, node, *keys):
        """Give a thing the keyboard, and press keys."""
        self.focus(node)
        for key in keys:
            self.keys.press(key)

    def type(self, node, text):
        """Type a text in place of what is there, and Enter."""
        self.press(node, "Control+A")
        self.keys.type(text)
        self.keys.press("Enter")

    def set(self, group, label, wanted):
        """Move what has this label until it says `wanted`: a number or a word as it stands there,
        True or False for a box.
        """
        if isinstance(wanted, bool):
            box = self.find(group, "checkbox", label)
            if self.value(box) != str(wanted).lower():
                self.press(box, "Space")
            self.waits(lambda: self.value(box) == str(wanted).lower(), f"{label} stays")
        elif self.has(group, "combobox", label):
            self.choose(self.find(group, "combobox", label), wanted)
        elif self.has(group, "spinbutton", label):
            number = self.find(group, "spinbutton", label)
            self.type(number, wanted)
            self.waits(lambda: self.is_number(self.value(number), wanted), f"{label} stays")
        else:
            self.slide(group, label, wanted)
        self.rest()

    def choose(self, menu, entry):
        """Choose an entry of a menu, key by key, from the first on."""
        names = [one.name.replace("\xa0", " ") for one in self.query(menu, "option")]
        assert entry in names, f"{entry!r} is not among {names}"
        if self.value(menu) != entry:
            self.press(menu, "Alt+ArrowDown", "Home", *["ArrowDown"] * names.index(entry), "Enter")
        self.waits(lambda: self.value(menu) == entry, lambda: f"{self.value(menu)!r} is chosen")

    def slide(self, group, label, wanted):
        """Type a number beside a slider, and see that the slider says so."""
        slider = self.find(group, "slider", label)
        number = self.find(group, "textbox", f"{label}, as a number")
        if not self.says(slider, wanted):
            self.type(number, wanted)
        self.waits(
            lambda: self.says(slider, wanted),
            lambda: f"{label} says {self.value(slider)!r}, not {wanted!r}",
        )

    def says(self, slider, wanted):
        """Does a slider say this number? Words, as a unit, may follow."""
        return self.is_number(self.value(slider).split(" ")[0], wanted)

    def is_number(self, said, wanted):
        """Is what is said the number wanted, however it is written?"""
        return bool(said) and float(said.replace("−", "-")) == float(wanted)
