"""The third domain of the test, never trained on: cloth simulated on the moving body, physically based light.

``python -m lab.third_films`` draws them. `lab.third.blender` runs in an environment of its own (``bpy`` is
under the GPL), everything else in that of the laboratory.
"""
