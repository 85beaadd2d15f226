"""Curator on one machine.

stack        starts and stops everything: sandbox, emulator, front door
deployment   brings template.yaml onto the emulator and compares it with what really exists
emulator     ministack, made durable and mended where it is not as AWS is
front_door   one port for browsers, and the limits of API Gateway and Lambda
sandbox      Commons, Mapillary, a geocoder and WCQS, for tests and for looking around
demo         the main job as a command
serve        keeps it all running
"""
