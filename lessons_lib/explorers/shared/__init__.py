"""What the explorers of several lessons share.

walk         a walk over a line's loss: data, the bowl, the story of a rate (lessons 1 and 2)
rules        the rules of the library by their names (lessons 3, 4 and 7)
ground       a surface to walk on, and the controls that choose it; with own_surfaces and own_walks,
             which look at what a learner hands over (lesson 3)
training     networks that learn while one looks (lessons 4 and 7)
photographs  a menu of photographs, and the learner's own (lessons 5 and 6)
remembered   the last answer of a slow function (lessons 5 and 6)
"""
