"""Settings of Sphinx for the pages that are read. site/pages.py brings it there."""

project = html_title = "How neural networks learn"
author = "The How Neural Networks Learn authors"
copyright = f"2026 {author}: text and pictures under CC BY 4.0, code under the MIT licence"
language = "en"
smartquotes = False  # the texts are as they are

extensions = ["myst_parser", "sphinx.ext.mathjax"]
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 4
myst_heading_slug_func = "links.jupyter_anchor"  # so that a link fits a notebook and its page
suppress_warnings = ["myst.header"]  # a notebook may open a section at any level

# One file from this site, its fonts inside: no request to another machine.
mathjax_path = "mathjax/tex-svg.js"
mathjax3_config = {"options": {"enableMenu": False}}

html_theme = "furo"
html_favicon = "_static/icon.svg"
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_js_files = ["course.js"]
html_copy_source = html_show_sourcelink = False
html_show_sphinx = html_use_index = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#005a8c", "color-brand-content": "#005a8c"},
    "dark_css_variables": {"color-brand-primary": "#7cc4ee", "color-brand-content": "#7cc4ee"},
}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
